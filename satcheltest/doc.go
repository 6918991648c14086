// Package satcheltest helps to test an application that uses
// [github.com/satchel-go/satchel]: requests that carry a session and a flash, readers
// of what a response does to them, a cookie jar that is as strict as a browser, and a
// simulator that tries every order in which the requests of several tabs can cross.
//
// A test of a login:
//
//	r := httptest.NewRequest(http.MethodPost, "https://example.com/login", strings.NewReader("email=user@gmail.com"))
//	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
//	satcheltest.WithSession(t, scopes, r, "theme", "dark") // somebody who was here before
//	recorder := httptest.NewRecorder()
//	handler.ServeHTTP(recorder, r)
//
//	satcheltest.WantSession(t, scopes, recorder.Result(), "connected", "user@gmail.com")
//	satcheltest.WantFlash(t, scopes, recorder.Result(), "success", "Welcome back")
//
// [Race] finds what tests of single requests cannot: a message that is lost because an
// image was requested at the same moment, a logout that a slow page undoes.
//
//	report, err := satcheltest.Race{
//		Handler:  handler, // with Scopes.Handler around it
//		Scopes:   scopes,
//		Tabs:     []satcheltest.Tab{{satcheltest.Post("/save", nil)}, {satcheltest.Fetch("/poll")}},
//		After:    []satcheltest.Request{satcheltest.Navigate("/")},
//		Messages: []string{"Saved"},
//	}.Run()
//	if err != nil {
//		t.Fatal(err)
//	}
//	if !report.OK() {
//		t.Error(report)
//	}
//
// The functions that take a [testing.TB] must be called from the goroutine of the
// test. Their messages have the pairs of a scope and never the text of a cookie.
package satcheltest
