module example.com/app

go 1.22

require (
	example.com/lib v0.0.0
	github.com/pkg/errors v0.9.1
)

replace example.com/lib => ./lib
