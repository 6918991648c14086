package bench

import (
	"io"
	"net/http"

	"github.com/satchel-go/satchel"
)

// secret is good enough for every profile, and for nothing else: it is published.
const secret = "bench-1Rk8sVn4Wq0Zc7Yt2Xj5Lp9Ha3Fd6Gm"

// newSatchel makes a subject of this project: its defaults but for what config
// says.
func newSatchel(name string, config satchel.Config) (*Subject, error) {
	config.Secrets = []satchel.Secret{secret}
	scopes, err := satchel.New(config)
	if err != nil {
		return nil, err
	}
	return &Subject{
		Name:     name,
		Sessions: true,
		Flash:    Signed,
		Handler: func(work Work) http.Handler {
			return scopes.Handler(http.HandlerFunc(satchelHandlers[work]))
		},
		Codec: satchelCodec(scopes),
	}, nil
}

func satchelCodec(scopes *satchel.Scopes) *Codec {
	list := satchelPairs()
	return &Codec{
		Encode: func() (string, error) { return scopes.EncodeSession(list...) },
		Decode: func(value, key string) (string, error) {
			token, err := scopes.DecodeSession(value)
			if err != nil {
				return "", err
			}
			for _, pair := range token.Pairs {
				if pair.Key == key {
					return pair.Value, nil
				}
			}
			return "", nil
		},
	}
}

func satchelPairs() []satchel.Pair {
	list := make([]satchel.Pair, len(pairs))
	for i, pair := range pairs {
		list[i] = satchel.Pair(pair)
	}
	return list
}

var satchelHandlers = map[Work]func(http.ResponseWriter, *http.Request){
	Nothing: func(w http.ResponseWriter, _ *http.Request) {
		answer(w, fixedBody, nil)
	},
	Fill:      func(w http.ResponseWriter, r *http.Request) { fill(w, r, pairs) },
	FillLarge: func(w http.ResponseWriter, r *http.Request) { fill(w, r, largePairs) },
	ReadKey: func(w http.ResponseWriter, r *http.Request) {
		answer(w, satchel.SessionFrom(r.Context()).Get(readKey), nil)
	},
	ChangeKey: func(w http.ResponseWriter, r *http.Request) {
		answer(w, fixedBody, satchel.SessionFrom(r.Context()).Set(readKey, changedValue))
	},
	SetFlash: func(w http.ResponseWriter, r *http.Request) {
		answer(w, fixedBody, satchel.FlashFrom(r.Context()).Set(messageKey, message))
	},
	TakeFlash: func(w http.ResponseWriter, r *http.Request) {
		answer(w, satchel.FlashFrom(r.Context()).Get(messageKey), nil)
	},
}

func fill(w http.ResponseWriter, r *http.Request, with []Pair) {
	session := satchel.SessionFrom(r.Context())
	for _, pair := range with {
		if err := session.Set(pair.Key, pair.Value); err != nil {
			answer(w, "", err)
			return
		}
	}
	answer(w, fixedBody, nil)
}

// fixedBody is the answer of work that reads nothing.
const fixedBody = "done"

// answer ends every handler, so that each response has a body as most have.
func answer(w http.ResponseWriter, body string, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_, _ = io.WriteString(w, body)
}
