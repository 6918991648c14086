module github.com/satchel-go/satchel/cache

go 1.26

replace github.com/satchel-go/satchel => ..

require (
	github.com/maypok86/otter/v2 v2.4.0
	github.com/satchel-go/satchel v0.0.0-00010101000000-000000000000
)
