package notifications

import (
	"context"
	"net/smtp"

	"example.com/shop/ordering"
)

type OrderPlacedHandler struct {
	server string
}

func (h *OrderPlacedHandler) Handle(ctx context.Context, event *ordering.OrderPlaced) error {
	return smtp.SendMail(h.server, nil, "shop@example.com", []string{event.Email}, nil)
}
