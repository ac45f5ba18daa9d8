// Uses the Messages API with the unchanged Go SDK. Usage: client cases|cuts|rejections|quotas
//
// The same source serves both lines of the SDK: the catalogue takes the /v2 out of the imports for the older one.
package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/anthropics/anthropic-sdk-go/v2"
	"github.com/anthropics/anthropic-sdk-go/v2/option"
)

const (
	model = "claude-sonnet-4-6"
	pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)

var (
	background = context.Background()
	client     = newClient()
	label      = os.Getenv("CLIENT_RUN")
)

// newClient does not retry.
func newClient(options ...option.RequestOption) anthropic.Client {
	return anthropic.NewClient(append([]option.RequestOption{
		option.WithBaseURL(os.Getenv("CLIENT_BASE_URL")),
		option.WithAPIKey(os.Getenv("CLIENT_KEY")),
		option.WithMaxRetries(0),
	}, options...)...)
}

func hello() anthropic.MessageNewParams {
	return asking(anthropic.NewTextBlock("Hello, Grüße, \U0001f30a"))
}

func asking(blocks ...anthropic.ContentBlockParamUnion) anthropic.MessageNewParams {
	return anthropic.MessageNewParams{
		Model: model, MaxTokens: 64, Messages: []anthropic.MessageParam{anthropic.NewUserMessage(blocks...)},
	}
}

func simulate(script string) option.RequestOption {
	return option.WithHeader("x-simulate", script)
}

// show prints the line of one case.
func show(name string, result any) {
	line, err := json.Marshal(map[string]any{"case": name, "result": result})
	must(err)
	fmt.Println(string(line))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// raw is what an object of the SDK was on the wire.
func raw(thing interface{ RawJSON() string }) any {
	var value any
	must(json.Unmarshal([]byte(thing.RawJSON()), &value))
	return value
}

func create(params anthropic.MessageNewParams, options ...option.RequestOption) *anthropic.Message {
	message, err := client.Messages.New(background, params, options...)
	must(err)
	return message
}

// stream gives all events and the message that the SDK accumulates from them.
func stream(params anthropic.MessageNewParams, options ...option.RequestOption) (any, error) {
	events, message := []any{}, anthropic.Message{}
	source := client.Messages.NewStreaming(background, params, options...)
	defer func() { _ = source.Close() }()
	for source.Next() {
		event := source.Current()
		events = append(events, raw(event))
		if err := message.Accumulate(event); err != nil {
			return nil, err
		}
	}
	built, err := json.Marshal(message)
	must(err)
	return map[string]any{"events": events, "message": json.RawMessage(built)}, source.Err()
}

func streamed(params anthropic.MessageNewParams, options ...option.RequestOption) any {
	result, err := stream(params, options...)
	must(err)
	return result
}

func headersOf(response *http.Response) map[string]string {
	headers := map[string]string{}
	for name, values := range response.Header {
		headers[strings.ToLower(name)] = strings.Join(values, ", ")
	}
	return headers
}

// failure is what a user sees of an error; the SDK has one class, so its status is part of the name here.
func failure(err error) map[string]any {
	var api *anthropic.Error
	switch {
	case err == nil:
		return map[string]any{"class": nil}
	case errors.As(err, &api):
		return map[string]any{
			"class": fmt.Sprintf("Error %d", api.StatusCode), "status": api.StatusCode, "type": api.Type(),
			"message": api.RawJSON(), "request_id": api.RequestID,
		}
	case errors.Is(err, context.DeadlineExceeded):
		return map[string]any{"class": "context.DeadlineExceeded"}
	default:
		return map[string]any{"class": fmt.Sprintf("%T", err)}
	}
}

func attempt(by anthropic.Client, params anthropic.MessageNewParams, options ...option.RequestOption) map[string]any {
	_, err := by.Messages.New(background, params, options...)
	return failure(err)
}

func extras() any {
	var response *http.Response
	params := hello()
	params.Metadata = anthropic.MetadataParam{UserID: anthropic.String("u-4711")}
	message := create(params,
		option.WithHeader("anthropic-beta", "made-up-2026-01-01,other-2026-02-02"),
		option.WithHeader("x-team-header", "kept"),
		option.WithQuery("beta", "true"),
		option.WithQuery("odd", "a b&c/ü"),
		option.WithJSONSet("context_management", map[string]any{"edits": []any{}}),
		option.WithResponseInto(&response),
	)
	return map[string]any{"headers": headersOf(response), "message": raw(message)}
}

func rawHeaders() any {
	var response *http.Response
	message := create(hello(), option.WithResponseInto(&response))
	return map[string]any{"headers": headersOf(response), "message": raw(message)}
}

// rawStream reads the bytes of a stream past the SDK's parser.
func rawStream(options ...option.RequestOption) map[string]any {
	var response *http.Response
	create(hello(), append(options, option.WithJSONSet("stream", true), option.WithResponseBodyInto(&response))...)
	body, err := io.ReadAll(response.Body)
	must(err)
	return map[string]any{"headers": headersOf(response), "body": string(body)}
}

func longTimeout() any {
	params := hello()
	params.MaxTokens = 64000
	_, err := client.Messages.New(background, params)
	without := fmt.Sprint(err)
	return map[string]any{"without": without, "with": raw(create(params, option.WithRequestTimeout(20*time.Minute)))}
}

func media() any {
	pdf := base64.StdEncoding.EncodeToString([]byte("%PDF-1.4\n%%EOF\n"))
	return raw(create(asking(
		anthropic.NewTextBlock("What is this?"),
		anthropic.NewImageBlockBase64("image/png", pixel),
		anthropic.NewImageBlock(anthropic.URLImageSourceParam{URL: "https://example.com/a.png"}),
		anthropic.NewDocumentBlock(anthropic.Base64PDFSourceParam{Data: pdf}),
		anthropic.NewDocumentBlock(anthropic.PlainTextSourceParam{Data: "a\r\nb"}),
	)))
}

func tools() any {
	weather := anthropic.ToolParam{
		Name: "weather", Description: anthropic.String("Tells the weather."),
		InputSchema: anthropic.ToolInputSchemaParam{
			Properties: map[string]any{"city": map[string]any{"type": "string"}}, Required: []string{"city"},
		},
	}
	params := asking(anthropic.NewTextBlock(`Ask [[tool:weather {"city":"Köln"}]]`))
	params.Tools = []anthropic.ToolUnionParam{{OfTool: &weather}}
	asked := create(params)
	events := streamed(params)
	call := asked.Content[len(asked.Content)-1].AsToolUse()
	result := anthropic.NewUserMessage(anthropic.NewToolResultBlock(call.ID, "rain", false))
	params.Messages = append(params.Messages, asked.ToParam(), result)
	return map[string]any{"asked": raw(asked), "streamed": events, "with_result": raw(create(params))}
}

func thinking() any {
	params := hello()
	params.MaxTokens = 4000
	params.Thinking = anthropic.ThinkingConfigParamOfEnabled(1024)
	return []any{raw(create(params)), streamed(params)}
}

func cache() any {
	params := hello()
	text := label + strings.Repeat(" word", 5000)
	params.System = []anthropic.TextBlockParam{{Text: text, CacheControl: anthropic.NewCacheControlEphemeralParam()}}
	return []any{raw(create(params).Usage), raw(create(params).Usage)}
}

func models() any {
	page, err := client.Models.List(background, anthropic.ModelListParams{Limit: anthropic.Int(3)})
	must(err)
	ids := []string{}
	pages := client.Models.ListAutoPaging(background, anthropic.ModelListParams{Limit: anthropic.Int(2)})
	for pages.Next() {
		ids = append(ids, pages.Current().ID)
	}
	must(pages.Err())
	one, err := client.Models.Get(background, ids[0], anthropic.ModelGetParams{})
	must(err)
	return map[string]any{"page": raw(page), "all": ids, "one": raw(one)}
}

func count() any {
	tokens, err := client.Messages.CountTokens(
		background, anthropic.MessageCountTokensParams{Model: model, Messages: hello().Messages})
	must(err)
	return raw(tokens)
}

func showErrors() {
	file, err := os.ReadFile(os.Getenv("CLIENT_ERRORS"))
	must(err)
	var table [][2]string
	must(json.Unmarshal(file, &table))
	retrying := newClient(option.WithMaxRetries(1))
	for _, row := range table {
		result := attempt(client, hello(), simulate(row[1]))
		second := attempt(retrying, hello(), simulate(row[1]+";times=1;key="+label))
		result["retried"] = second["class"] == nil
		show("error "+row[0], result)
	}
	for _, script := range []string{"error-event=first", "error-event=later"} {
		_, err := stream(hello(), simulate(script))
		show("error stream "+script, failure(err))
	}
	rejected := attempt(newClient(option.WithAPIKey(os.Getenv("CLIENT_BAD_KEY"))), hello())
	show("error 401", map[string]any{"class": rejected["class"], "type": rejected["type"]})
	show("error no connection", attempt(newClient(option.WithBaseURL("http://127.0.0.1:1")), hello()))
	short := option.WithRequestTimeout(300 * time.Millisecond)
	show("error timeout", attempt(client, hello(), simulate("first-byte-delay=5s"), short))
	_, err = client.Models.Get(background, "claude-not-found", anthropic.ModelGetParams{})
	show("error 404 model", failure(err))
}

func cases() {
	show("create", raw(create(hello())))
	for _, stop := range []string{"max_tokens", "stop_sequence", "refusal", "pause_turn"} {
		show("stop "+stop, raw(create(hello(), simulate("stop="+stop))))
	}
	show("create stream", streamed(hello()))
	show("odd chunks", streamed(hello(), simulate("chunk=5;tokens=40")))
	show("unknown events", streamed(hello(), simulate("unknown-events")))
	show("count tokens", count())
	show("models", models())
	show("raw headers", rawHeaders())
	show("raw stream", rawStream())
	show("extras", extras())
	show("long timeout", longTimeout())
	show("images and documents", media())
	show("tools", tools())
	show("thinking", thinking())
	show("cache", cache())
	showErrors()
}

func main() {
	map[string]func(){"cases": cases, "cuts": cuts, "rejections": rejections, "quotas": quotas}[os.Args[1]]()
}
