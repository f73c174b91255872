package payments

import (
	"context"
	"net/http"
	"os"
)

type PaymentClient struct {
	http *http.Client
}

func (c *PaymentClient) Charge(ctx context.Context, orderID uint, amount float64) error {
	url := os.Getenv("PAYMENTS_URL")
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/charges", nil)
	if err != nil {
		return err
	}
	_, err = c.http.Do(request)
	return err
}
