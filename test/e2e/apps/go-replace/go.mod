module example.com/shop

go 1.21

require (
	example.com/prices v0.0.0
	github.com/google/uuid v1.6.0
)

replace example.com/prices => ./prices
