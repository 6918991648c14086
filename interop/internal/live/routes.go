package live

import (
	"encoding/json"
	"iter"
	"maps"
	"net/http"
	"slices"

	"github.com/satchel-go/satchel"
)

// maxBody is what Play takes by default for JSON, in bytes.
const maxBody = 100 << 10

// routes are those of the application in Java, over satchel.
func routes(prefix string) http.Handler {
	mux := http.NewServeMux()
	readers(mux)
	sessionWriters(mux)
	flashWriters(mux, prefix+"/flash")
	return mux
}

func readers(mux *http.ServeMux) {
	mux.HandleFunc("GET /session", func(w http.ResponseWriter, r *http.Request) {
		show(w, collect(satchel.SessionFrom(r.Context()).All()))
	})
	mux.HandleFunc("GET /flash", func(w http.ResponseWriter, r *http.Request) {
		show(w, collect(satchel.FlashFrom(r.Context()).All()))
	})
	mux.HandleFunc("GET /scopes", func(w http.ResponseWriter, r *http.Request) {
		show(w, bothScopes{
			Session: collect(satchel.SessionFrom(r.Context()).All()),
			Flash:   collect(satchel.FlashFrom(r.Context()).All()),
		})
	})
	mux.HandleFunc("GET /untouched", func(w http.ResponseWriter, _ *http.Request) { show(w, Pairs{}) })
}

// bothScopes is the answer of /scopes.
type bothScopes struct {
	Session Pairs `json:"session"`
	Flash   Pairs `json:"flash"`
}

func sessionWriters(mux *http.ServeMux) {
	mux.HandleFunc("POST /session/set", does(noContent, func(r *http.Request, pairs Pairs) error {
		return setAll(satchel.SessionFrom(r.Context()).Set, pairs)
	}))
	mux.HandleFunc("POST /session/replace", does(noContent, func(r *http.Request, pairs Pairs) error {
		session := satchel.SessionFrom(r.Context())
		if err := session.Clear(); err != nil {
			return err
		}
		return setAll(session.Set, pairs)
	}))
	mux.HandleFunc("POST /session/remove", does(noContent, func(r *http.Request, keys []string) error {
		for _, key := range keys {
			if err := satchel.SessionFrom(r.Context()).Delete(key); err != nil {
				return err
			}
		}
		return nil
	}))
	mux.HandleFunc("POST /session/clear", does(noContent, func(r *http.Request, _ Pairs) error {
		return satchel.SessionFrom(r.Context()).Clear()
	}))
}

func flashWriters(mux *http.ServeMux, page string) {
	toPage := http.RedirectHandler(page, http.StatusSeeOther).ServeHTTP
	set := func(r *http.Request, pairs Pairs) error { return setAll(satchel.FlashFrom(r.Context()).Set, pairs) }
	mux.HandleFunc("POST /flash/set", does(toPage, set))
	mux.HandleFunc("POST /flash/here", does(func(w http.ResponseWriter, _ *http.Request) { show(w, Pairs{}) }, set))
	mux.HandleFunc("POST /flash/keep", does(toPage, func(r *http.Request, _ Pairs) error {
		return satchel.FlashFrom(r.Context()).KeepAll()
	}))
	mux.HandleFunc("POST /flash/clear", does(noContent, func(r *http.Request, _ Pairs) error {
		return satchel.FlashFrom(r.Context()).DiscardAll()
	}))
}

// does returns a handler that does something with the body, and then answers. What fails
// is told with the status 500, as Play does.
func does[Body Pairs | []string](answer http.HandlerFunc, deed func(*http.Request, Body) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var body Body
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&body); err != nil {
			http.Error(w, "the body is not of the form that this address takes", http.StatusBadRequest)
			return
		}
		if err := deed(r, body); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		answer(w, r)
	}
}

func noContent(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }

// setAll sets pairs in the order of their keys, since maps have none.
func setAll(set func(key, value string) error, pairs Pairs) error {
	for _, key := range slices.Sorted(maps.Keys(pairs)) {
		if err := set(key, pairs[key]); err != nil {
			return err
		}
	}
	return nil
}

func collect(all iter.Seq2[string, string]) Pairs { return maps.Collect(all) }

// show answers with JSON.
func show[Page Pairs | bothScopes](w http.ResponseWriter, page Page) {
	text, err := json.Marshal(page)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(text) // a client that has gone away is told nothing
}
