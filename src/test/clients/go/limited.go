package main

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"

	"github.com/anthropics/anthropic-sdk-go/v2"
	"github.com/anthropics/anthropic-sdk-go/v2/option"
)

type limitedCall struct {
	Case, Key, User string
	Stream, Retries bool
}

// quotas sends one request for each row of a table, with the SDK's own retries or none.
func quotas() {
	file, err := os.ReadFile(os.Getenv("CLIENT_QUOTAS"))
	must(err)
	var table []limitedCall
	must(json.Unmarshal(file, &table))
	for _, row := range table {
		show(row.Case, limited(row))
	}
}

// limited is what a caller sees who may have come to a limit.
func limited(row limitedCall) map[string]any {
	var response *http.Response
	options := []option.RequestOption{
		option.WithBaseURL(os.Getenv("CLIENT_BASE_URL")), option.WithAPIKey(row.Key),
		option.WithHeader("x-case", row.Case), option.WithResponseInto(&response),
	}
	if !row.Retries {
		options = append(options, option.WithMaxRetries(0))
	}
	params := hello()
	params.Metadata = anthropic.MetadataParam{UserID: anthropic.String(row.User)}
	err := finish(anthropic.NewClient(options...), params, row.Stream)
	result := failure(err)
	var api *anthropic.Error
	if errors.As(err, &api) {
		response = api.Response
	}
	result["headers"] = headersOf(response)
	return result
}

// finish reads the whole response.
func finish(by anthropic.Client, params anthropic.MessageNewParams, stream bool) error {
	if !stream {
		_, err := by.Messages.New(background, params)
		return err
	}
	source := by.Messages.NewStreaming(background, params)
	defer func() { _ = source.Close() }()
	for source.Next() {
	}
	return source.Err()
}
