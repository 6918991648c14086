module github.com/satchel-go/satchel/bench

go 1.26

replace (
	github.com/satchel-go/satchel => ..
	github.com/satchel-go/satchel/cache => ../cache
	github.com/satchel-go/satchel/cache/rediscache => ../cache/rediscache
)

require (
	github.com/maypok86/otter/v2 v2.4.0
	github.com/redis/rueidis v1.0.79
	github.com/satchel-go/satchel v0.0.0-00010101000000-000000000000
	github.com/satchel-go/satchel/cache v0.0.0-00010101000000-000000000000
	github.com/satchel-go/satchel/cache/rediscache v0.0.0-00010101000000-000000000000
)

require golang.org/x/sys v0.47.0 // indirect
