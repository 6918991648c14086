// Package cookie reads cookies out of a raw Cookie header and builds Set-Cookie
// lines. It knows no tokens and no scopes.
//
//	scan := cookie.NewScanner(request.Header["Cookie"], cookie.NewNeedle("session"))
//	for value, ok := scan.Next(); ok; value, ok = scan.Next() {
//		… // each cookie called session, in the order in which they came
//	}
//
//	line := cookie.NewLine(cookie.Attributes{Name: "session", Path: "/", SameSite: "Lax"})
//	header.Add("Set-Cookie", line.Delete())
//
// net/http has both; this package exists since http.Request.Cookie gives the
// first cookie of a name only and takes quotes off its value, and since parsing
// every cookie and rendering every attribute anew costs more than the MAC of the
// session (measured: 0.5 µs and 1.3 µs beside 0.4 µs).
package cookie
