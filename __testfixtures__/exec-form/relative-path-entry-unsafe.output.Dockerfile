FROM node:20-slim
ENV PATH=node_modules/.bin:$PATH
CMD ["vite", "--host"]
