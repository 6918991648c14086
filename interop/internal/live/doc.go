// Package live runs real Play applications for tests, the same application over satchel,
// and a browser in front of both.
//
//	var plays live.Plays
//
//	func TestMain(m *testing.M) { os.Exit(plays.Run(m)) }
//
//	func TestLogin(t *testing.T) {
//		plays.Each(t, func(t *testing.T, play *live.Play) {
//			secret := satchel.NewSecret()
//			browser := live.NewBrowser(t)
//			inPlay := browser.Open("http://shop.test:9000", play.Application(t, live.Settings(secret)))
//			inGo := browser.Open("http://shop.test:8080", live.GoApplication(t,
//				satchel.Config{Profile: play.Version().Profile(), Secrets: []satchel.Secret{secret}}))
//
//			user := live.Pairs{"user": "maria"}
//			inPlay.SetSession(user)
//			play.ReadHere(t, inGo.Session(), user)
//		})
//	}
//
// All applications listen on 127.0.0.1 and end with their test, the processes with the
// package's tests; a process of Java ends as well when that of the test is killed. It
// needs a JDK and Maven, as scripts/interop.sh says: without them tests fail, since a run
// without them must not look like a run in which they passed.
//
// Functions and methods that fail a test must be called from the goroutine of the test.
package live
