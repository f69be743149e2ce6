package main

import (
	"fmt"

	"example.com/prices"
	"github.com/google/uuid"
)

const greeting = "hello"

func main() {
	fmt.Println(greeting, prices.Format(1234), uuid.NewSHA1(uuid.NameSpaceDNS, []byte("shop")))
}
