package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/anthropics/anthropic-sdk-go/v2"
	"github.com/anthropics/anthropic-sdk-go/v2/option"
)

// cuts tells how a stream ends for every byte at which its one fixture is cut.
func cuts() {
	fixture := "text=Hi;no-pings"
	length := len(rawStream(simulate(fixture))["body"].(string))
	endings, bad := map[string]int{}, map[string][]int{}
	for at := range length {
		_, err := stream(hello(), simulate(fixture+";cut-at="+strconv.Itoa(at)))
		var api *anthropic.Error
		ending := "other " + fmt.Sprint(failure(err)["class"])
		if errors.As(err, &api) {
			// Inside the data of an event there is no type, as the event is no JSON: docs/clients.md
			ending = "api error " + strconv.Itoa(api.StatusCode) + " of type " + strconv.Quote(string(api.Type()))
		} else {
			bad[ending] = append(bad[ending], at)
		}
		endings[ending]++
	}
	show("stream", map[string]any{"length": length, "endings": endings, "bad": bad})
}

// rejections shows how a client that is still sending sees an early error response, one connection a request.
func rejections() {
	calls, err := strconv.Atoi(os.Getenv("CLIENT_CALLS"))
	must(err)
	for _, try := range []struct {
		name, key string
		size      int
	}{{"401 at 5 MB", "CLIENT_BAD_KEY", 5_000_000}, {"413 at 34 MiB", "CLIENT_KEY", 34 << 20}} {
		classes := map[string]int{}
		params := asking(anthropic.NewTextBlock(strings.Repeat("x", try.size)))
		for range calls {
			once := option.WithHTTPClient(&http.Client{Transport: &http.Transport{DisableKeepAlives: true}})
			result := attempt(newClient(option.WithAPIKey(os.Getenv(try.key)), once), params)
			classes[fmt.Sprint(result["class"])]++
		}
		show(try.name, classes)
	}
}
