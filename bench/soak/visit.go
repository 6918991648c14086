package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// visitor is one browser: the cookies of one user.
type visitor struct {
	client  *http.Client
	address string
	jar     map[string]string // one of net/http would not send Secure cookies without TLS
}

// get asks for a page, keeps the cookies, and fails where the body is not the one that is
// wanted.
func (v *visitor) get(ctx context.Context, page, want string) error {
	names := slices.Sorted(maps.Keys(v.jar))
	for i, name := range names {
		names[i] = name + "=" + v.jar[name]
	}
	written, err := v.send(ctx, page, strings.Join(names, "; "), want)
	if err != nil {
		return err
	}
	for _, cookie := range written {
		if cookie.MaxAge < 0 {
			delete(v.jar, cookie.Name)
		} else {
			v.jar[cookie.Name] = cookie.Value
		}
	}
	return nil
}

// send returns the cookies that the answer sets.
func (v *visitor) send(ctx context.Context, page, cookies, want string) (written []*http.Cookie, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+v.address+page, nil)
	if err != nil {
		return nil, err
	}
	request.Header = http.Header{"Cookie": {cookies}, "Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Dest": {"document"}}
	response, err := v.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK || string(body) != want {
		return nil, fmt.Errorf("%s answers %d %q in place of 200 %q", page, response.StatusCode, body, want)
	}
	return response.Cookies(), nil
}

// visit is everything that a user does. Each second one logs out; the others just go, as
// most do, and their sessions end by themselves.
func (v *visitor) visit(ctx context.Context, number int64) error {
	user := fmt.Sprintf("user-%d@example.com:", number)
	steps := []struct{ page, want string }{
		{"/login?user=" + user, done},
		{pageRead, user + "0"},
		{"/change", done},
		{pageRead, user + "1"},
		{"/say", done},
		{"/hear", message},
		{"/hear", ""},
		{pageRead, user + "1"},
	}
	for _, step := range steps {
		if err := v.get(ctx, step.page, step.want); err != nil {
			return err
		}
	}
	if err := v.attack(ctx, number); err != nil {
		return err
	}
	if number%2 == 0 {
		return nil
	}
	stolen := maps.Clone(v.jar)
	if err := v.get(ctx, "/logout", "revoked here"); err != nil {
		return err
	}
	v.jar = stolen
	return v.get(ctx, pageRead, "")
}
