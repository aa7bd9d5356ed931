package wire

import "fmt"

// A Message is what the payload of one or several frames holds. Each but [Opaque]
// also has, on its pointer, a Decode that fills it from a payload.
type Message interface {
	Kind() Kind
	// Append appends the payload.
	Append(b []byte) []byte
}

type decoder[M any] interface {
	*M
	Decode(payload []byte) error
}

// Decode returns the message in a frame that is not a fragment. A Body or a Payload
// in it shares the frame's memory. The error wraps [ErrMalformed].
func Decode(f Frame) (Message, error) {
	p := f.Payload
	switch f.Kind {
	case KindHello:
		return decode[Hello](p)
	case KindChallenge:
		return decode[Challenge](p)
	case KindKnock:
		return decode[Knock](p)
	case KindWelcome:
		return decode[Welcome](p)
	case KindEnter:
		return decode[Enter](p)
	case KindConfirm:
		return decode[Confirm](p)
	case KindRefuse:
		return decode[Refuse](p)
	case KindTypes:
		return decode[TypeNames](p)
	case KindFunctions:
		return decode[Functions](p)
	case KindSynced:
		return decode[Synced](p)
	case KindPeers:
		return decode[Peers](p)
	case KindPing:
		return decode[Ping](p)
	case KindPong:
		return decode[Pong](p)
	case KindGoodbye:
		return decode[Goodbye](p)
	case KindSend:
		return decode[Send](p)
	case KindSendName:
		return decode[SendName](p)
	case KindExit:
		return decode[Exit](p)
	case KindLink:
		return decode[Link](p)
	case KindUnlink:
		return decode[Unlink](p)
	case KindUnlinked:
		return decode[Unlinked](p)
	case KindLinkExit:
		return decode[LinkExit](p)
	case KindMonitor:
		return decode[Monitor](p)
	case KindDemonitor:
		return decode[Demonitor](p)
	case KindDown:
		return decode[Down](p)
	case KindCall:
		return decode[Call](p)
	case KindCallTo:
		return decode[CallTo](p)
	case KindReply:
		return decode[Reply](p)
	case KindHangUp:
		return decode[HangUp](p)
	case KindSpawn:
		return decode[Spawn](p)
	case KindSpawned:
		return decode[Spawned](p)
	case KindNamesSnapshot, KindNamesClaim, KindNamesAck, KindNamesWithdraw:
		return Opaque{f.Kind, p}, nil
	case KindMembers:
		return decode[Members](p)
	case KindBroadcast:
		return decode[Broadcast](p)
	}
	return nil, fmt.Errorf("%v: %w", f.Kind, ErrMalformed)
}

func decode[M Message, P decoder[M]](payload []byte) (Message, error) {
	var m M
	if err := P(&m).Decode(payload); err != nil {
		return nil, err
	}
	return m, nil
}
