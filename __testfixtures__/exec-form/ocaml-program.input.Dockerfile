FROM ocaml/opam:debian-12
ENTRYPOINT _build/default/bin/app.exe
