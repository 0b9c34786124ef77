module stand-in-server

go 1.21
