module github.com/satchel-go/satchel/internal/e2e

go 1.26

replace (
	github.com/satchel-go/satchel => ../..
	github.com/satchel-go/satchel/cache => ../../cache
	github.com/satchel-go/satchel/cache/rediscache => ../../cache/rediscache
	github.com/satchel-go/satchel/cmd/satchel => ../../cmd/satchel
)

require (
	github.com/chromedp/cdproto v0.159.0
	github.com/chromedp/chromedp v0.23.0
	github.com/satchel-go/satchel v0.0.0-00010101000000-000000000000
	github.com/satchel-go/satchel/cmd/satchel v0.0.0-00010101000000-000000000000
)

require (
	github.com/go-json-experiment/json v0.0.0-20260213210345-44df1a37e875 // indirect
	github.com/maypok86/otter/v2 v2.4.0 // indirect
	github.com/redis/rueidis v1.0.79 // indirect
	github.com/satchel-go/satchel/cache v0.0.0-00010101000000-000000000000 // indirect
	github.com/satchel-go/satchel/cache/rediscache v0.0.0-00010101000000-000000000000 // indirect
	golang.org/x/sys v0.47.0 // indirect
)
