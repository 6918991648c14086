module github.com/satchel-go/satchel/internal/conformance

go 1.26

replace github.com/satchel-go/satchel => ../..

require (
	github.com/a-h/templ v0.3.1001
	github.com/coder/websocket v1.8.15
	github.com/felixge/httpsnoop v1.1.0
	github.com/go-chi/chi/v5 v5.5.0
	github.com/go-json-experiment/json v0.0.0-20260213210345-44df1a37e875
	github.com/golang-jwt/jwt/v5 v5.3.1
	github.com/gorilla/handlers v1.5.2
	github.com/gorilla/websocket v1.5.3
	github.com/satchel-go/satchel v0.0.0-00010101000000-000000000000
	maragu.dev/gomponents v1.2.0
)

require github.com/a-h/parse v0.0.0-20250122154542-74294addb73e // indirect
