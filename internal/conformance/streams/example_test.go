package streams_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/gorilla/websocket"

	"github.com/satchel-go/satchel"
)

// gorilla/websocket writes the header of the upgrade by itself: it gets the cookies.
func Example_gorillaWebSocket() {
	upgrader := websocket.Upgrader{}
	scopes, err := satchel.New(satchel.Config{
		Secrets:      []satchel.Secret{satchel.NewSecret()},
		InsecureHTTP: true, // of this example's server
		OnEvent:      func(context.Context, satchel.Event) {},
	})
	if err != nil {
		log.Fatal(err)
	}
	server := httptest.NewServer(scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := satchel.SessionFrom(r.Context()).Set("channel", "news"); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		if err := satchel.CommitNow(w, http.StatusSwitchingProtocols); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		conn, err := upgrader.Upgrade(w, r, http.Header{"Set-Cookie": w.Header()["Set-Cookie"]})
		if err != nil {
			return // it has answered
		}
		defer conn.Close()
		_ = conn.WriteMessage(websocket.TextMessage, []byte("you listen to "+satchel.SessionFrom(r.Context()).Get("channel")))
	})))
	defer server.Close()

	conn, response, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(server.URL, "http"), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close()
	_, message, err := conn.ReadMessage()
	fmt.Println(string(message), err)
	fmt.Println(response.Status, response.Cookies()[0].Name)
	// Output:
	// you listen to news <nil>
	// 101 Switching Protocols session
}
