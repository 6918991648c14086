// Package satchel gives net/http the Session and Flash scopes of Play Framework:
// the browser carries the data in cookies, the server keeps nothing.
//
// The session holds string pairs for the whole user session, signed so that the
// browser can read but not change them. The flash holds string pairs for the next
// page only: the message that the page after a redirect shows.
//
//	var page = template.Must(template.New("page").Parse(`<!doctype html><title>Hello</title>
//	<p>{{.Flash.Get "success"}}
//	<p>{{with .Session.Get "connected"}}You are {{.}}.{{else}}Who are you?{{end}}
//	<form method="post" action="/login"><input name="email" aria-label="email"><button>Log in</button></form>`))
//
//	func main() {
//		scopes, err := satchel.New(satchel.Config{Development: true}) // in production: Secrets
//		if err != nil {
//			log.Fatal(err)
//		}
//		mux := http.NewServeMux()
//		mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
//			_ = page.Execute(w, map[string]any{
//				"Session": satchel.SessionFrom(r.Context()),
//				"Flash":   satchel.FlashFrom(r.Context()),
//			})
//		})
//		mux.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
//			session := satchel.SessionFrom(r.Context())
//			if err := errors.Join(session.Renew(), session.Set("connected", r.FormValue("email"))); err != nil {
//				http.Error(w, err.Error(), http.StatusBadRequest) // too large for a cookie, say
//				return
//			}
//			_ = satchel.FlashFrom(r.Context()).Success("Welcome back")
//			http.Redirect(w, r, "/", http.StatusSeeOther)
//		})
//		protected := http.NewCrossOriginProtection().Handler(mux) // refuses other sites' forms
//		log.Fatal(http.ListenAndServe("127.0.0.1:9000", scopes.Handler(protected)))
//	}
//
// There is no Save: the cookies are decided once, just before the header of the
// response leaves. There is no store, no registration and no global. Each writer
// returns an error, since a cookie has 4096 bytes and a header leaves only once;
// a writer that fails has changed nothing.
//
// # Security
//
// Signed is not secret: the user can read the session, unless Config.Sealed encrypts
// it. A cookie that was copied stays good until it expires or the secret changes, also
// after a logout: see [Limits] and [Revocation].
// In the profile [Native] session and flash have keys of their own, derived from
// the secret; in the profile [Play] a flash token that Play has written is good as a
// session token, so never flash a key and a value that both come from the user.
// Cookies are Secure, HttpOnly and SameSite=Lax by default; against forged
// requests use [net/http.CrossOriginProtection] as well.
//
// A cookie that fails verification is an empty scope and an [Event]; the client
// is told nothing.
//
// # Two requests at once
//
// The browser keeps the cookie of the response that arrives last. Two requests of
// one user that both change the session at the same time lose one of the changes;
// requests that only read are never in the way, since only a change writes. A message
// of the flash is safe from requests that show none ([NextPage]), and with
// Config.FlashSlots from those that set another.
//
// # Compatibility
//
// The formats of the profiles [Play] and [Play25] are Play's and will not change.
// The API follows semantic versioning from version 1 on; before that, the
// changelog says what breaks.
package satchel
