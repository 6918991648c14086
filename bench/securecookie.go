package bench

import "github.com/gorilla/securecookie"

// newSecureCookieGob is gorilla/securecookie as it comes: gob, and a MAC; with a second key
// it encrypts too. It is a codec, with no request.
func newSecureCookieGob(name string, cipherKey []byte) *Subject {
	return newSecureCookie(name, securecookie.New([]byte(peerKey), cipherKey))
}

// newSecureCookieJSON has the other encoding that it offers.
func newSecureCookieJSON(name string) *Subject {
	return newSecureCookie(name, securecookie.New([]byte(peerKey), nil).SetSerializer(securecookie.JSONEncoder{}))
}

func newSecureCookie(name string, codec *securecookie.SecureCookie) *Subject {
	data := filled(textValues{})
	return &Subject{
		Name: name,
		Peer: true,
		Codec: &Codec{
			Encode: func() (string, error) { return codec.Encode(peerCookieName, map[string]string(data)) },
			Decode: func(value, key string) (string, error) {
				var read map[string]string
				err := codec.Decode(peerCookieName, value, &read)
				return read[key], err
			},
		},
	}
}
