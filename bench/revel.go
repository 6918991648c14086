package bench

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/revel/revel"
	"github.com/revel/revel/logger"
	revelsession "github.com/revel/revel/session"
)

// newRevel is the session of Revel, Play's relative in Go, in handlers by hand: the engine
// that makes its cookie, with the lifetime that Revel has by default, and the form of its
// flash. Revel itself decodes and writes both for each request; here that is done when
// asked for, so that its rows show the engine and nothing of the framework.
//
// The key is a variable of that package; no other subject uses it.
func newRevel() (*Subject, error) {
	if err := revel.SetSecretKey([]byte(peerKey)); err != nil {
		return nil, err
	}
	// It tells of each refused cookie on the terminal.
	revel.RevelLog.SetHandler(logger.NilHandler())
	engine := &revel.SessionCookieEngine{ExpireAfterDuration: 30 * 24 * time.Hour}
	return newByHand("revel", Unsigned, byHand[anyValues]{revelSession(engine), revelFlash()}), nil
}

func revelSession(engine *revel.SessionCookieEngine) valueCodec[anyValues] {
	return valueCodec[anyValues]{
		empty:  func() anyValues { return anyValues{} },
		encode: func(data anyValues) (string, error) { return engine.GetCookie(revelsession.Session(data)).Value, nil },
		decode: func(value string) (anyValues, error) {
			data := revelsession.Session{}
			engine.DecodeCookie(revel.GoCookie(http.Cookie{Value: value}), data)
			if data.Empty() {
				return anyValues(data), errors.New("the cookie was refused")
			}
			return anyValues(data), nil
		},
	}
}

// revelFlash is unsigned. Its writer is inside a filter of the framework, so that these
// lines stand for it; its reader is Revel's own.
func revelFlash() valueCodec[anyValues] {
	return valueCodec[anyValues]{
		empty: func() anyValues { return anyValues{} },
		encode: func(data anyValues) (string, error) {
			var text strings.Builder
			for key := range data {
				text.WriteString("\x00" + key + ":" + data.text(key) + "\x00")
			}
			return url.QueryEscape(text.String()), nil
		},
		decode: func(value string) (anyValues, error) {
			data := anyValues{}
			revel.ParseKeyValueCookie(value, func(key, text string) { data[key] = text })
			return data, nil
		},
	}
}
