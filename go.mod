module github.com/satchel-go/satchel

go 1.26
