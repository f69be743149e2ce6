// Inventory says how many copies of a book there are, and where they stand.
package main

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/google/uuid"
)

type stock struct {
	Shelf  string `json:"shelf"`
	ISBN   string `json:"isbn"`
	Copies int    `json:"copies"`
}

func shelved(isbn string, copies int) stock {
	return stock{Shelf: uuid.NewSHA1(uuid.NameSpaceURL, []byte("urn:isbn:"+isbn)).String(), ISBN: isbn, Copies: copies}
}

func answer(value any) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(value); err != nil {
			log.Print(err)
		}
	}
}

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/health", answer(map[string]string{"service": "inventory", "status": "ok"}))
	mux.HandleFunc("/", answer([]stock{shelved("9780141439518", 4), shelved("9780141439556", 1), shelved("9780141439471", 2)}))
	server := &http.Server{Addr: ":" + port, Handler: mux}

	stopped, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	go func() {
		<-stopped.Done()
		patience, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = server.Shutdown(patience)
	}()
	log.Printf("inventory listens on %s", port)
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		log.Fatal(err)
	}
}
