package sentry

import (
	"bytes"
	"encoding/base64"

	"github.com/klauspost/compress/zlib"

	"github.com/mesh-actors/mesh/mesher"
)

// StoreBody finds the event's JSON in a request to the store endpoint: in its
// body, decompressed as its Content-Encoding says, or in its query's
// sentry_data. Old clients compress by zlib and write that as base64 without
// saying so; only the first byte tells.
func StoreBody(raw []byte) ([]byte, error) {
	raw = bytes.TrimSpace(raw)
	if len(raw) > 0 && raw[0] == '{' {
		return raw, nil
	}
	packed, err := decodeBase64(raw)
	if err != nil {
		packed = raw // perhaps zlib as it is
	}
	if len(packed) > 0 && packed[0] == '{' {
		return packed, nil
	}
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, mesher.Errorf(mesher.Invalid, "the body is neither JSON nor base64 nor zlib")
	}
	plain, err := readAll(z, mesher.MaxEventSize)
	if err != nil {
		return nil, damaged(err)
	}
	return plain, nil
}

// decodeBase64 takes both alphabets, padded or not: the one for addresses is
// used in queries.
func decodeBase64(raw []byte) ([]byte, error) {
	text := bytes.TrimRight(raw, "=")
	encoding := base64.RawStdEncoding
	if bytes.ContainsAny(text, "-_") {
		encoding = base64.RawURLEncoding
	}
	out := make([]byte, encoding.DecodedLen(len(text)))
	n, err := encoding.Decode(out, text)
	return out[:n], err
}
