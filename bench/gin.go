package bench

import (
	"net/http"
	"strings"

	"github.com/gin-contrib/sessions"
	"github.com/gin-contrib/sessions/cookie"
	"github.com/gin-gonic/gin"
)

// newGin is gin with the cookie store of gin-contrib/sessions, which is gorilla's with a
// MAC beneath. It decodes when a handler asks, and a handler saves.
func newGin() *Subject {
	store := cookie.NewStore([]byte(peerKey))
	return &Subject{
		Name:     "gin",
		Sessions: true,
		Flash:    Signed,
		Peer:     true,
		Handler: func(work Work) http.Handler {
			return ginEngine(ginHandlers[work], sessions.Sessions(peerCookieName, store))
		},
	}
}

// newBareGin is gin with nothing in it: what the framework costs.
func newBareGin(beside *Subject) (*Subject, error) {
	filled, err := session(beside)
	name, value, _ := strings.Cut(filled, "=")
	return &Subject{
		Name:           "floor-gin",
		Floor:          true,
		Peer:           true,
		WithoutSession: true,
		Handler: func(work Work) http.Handler {
			if work == Fill { // the cookie that it gets
				return ginEngine(func(c *gin.Context) {
					http.SetCookie(c.Writer, &http.Cookie{Name: name, Value: value})
					answer(c.Writer, fixedBody, nil)
				})
			}
			return ginEngine(ginHandlers[Nothing])
		},
	}, err
}

// ginEngine has the middleware that it is told to have, and no logger.
func ginEngine(handler gin.HandlerFunc, middleware ...gin.HandlerFunc) http.Handler {
	gin.SetMode(gin.ReleaseMode) // the mode of debugging prints every route
	engine := gin.New()
	engine.Use(middleware...)
	engine.GET("/", handler)
	return engine
}

var ginHandlers = map[Work]gin.HandlerFunc{
	Nothing: func(c *gin.Context) { answer(c.Writer, fixedBody, nil) },
	Fill: func(c *gin.Context) {
		session := sessions.Default(c)
		for _, pair := range pairs {
			session.Set(pair.Key, pair.Value)
		}
		answer(c.Writer, fixedBody, session.Save())
	},
	ReadKey: func(c *gin.Context) {
		text, _ := sessions.Default(c).Get(readKey).(string)
		answer(c.Writer, text, nil)
	},
	ChangeKey: func(c *gin.Context) {
		session := sessions.Default(c)
		session.Set(readKey, changedValue)
		answer(c.Writer, fixedBody, session.Save())
	},
	SetFlash: func(c *gin.Context) {
		session := sessions.Default(c)
		session.AddFlash(message, messageKey)
		answer(c.Writer, fixedBody, session.Save())
	},
	TakeFlash: func(c *gin.Context) {
		session := sessions.Default(c)
		text := firstText(session.Flashes(messageKey))
		answer(c.Writer, text, session.Save())
	},
}
