require "json"
require "webrick"
require_relative "label"

$stdout.sync = true
port = Integer(ENV.fetch("PORT", "8083"))
server = WEBrick::HTTPServer.new(Port: port, AccessLog: [], Logger: WEBrick::Log.new($stderr, WEBrick::Log::WARN))

server.mount_proc("/health") do |_request, response|
  response.content_type = "application/json"
  response.body = JSON.generate(service: "labels", status: "ok")
end

server.mount_proc("/") do |request, response|
  response.content_type = "image/svg+xml"
  response.body = Label.for(request.query.fetch("isbn", "9780141439518"))
end

trap("TERM") { server.shutdown }
puts "labels listens on #{port}"
server.start
