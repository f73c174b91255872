package ordering

import (
	"context"

	"github.com/mehdihadeli/go-mediatr"
	"gorm.io/gorm"

	"example.com/shop/catalog"
	"example.com/shop/customers"
	"example.com/shop/payments"
)

type OrderService struct {
	db       *gorm.DB
	payments *payments.PaymentClient
}

func (s *OrderService) Place(ctx context.Context, customerID, productID uint, quantity int) (*Order, error) {
	var order Order
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		var customer customers.Customer
		if err := tx.First(&customer, customerID).Error; err != nil {
			return err
		}
		var product catalog.Product
		if err := tx.First(&product, productID).Error; err != nil {
			return err
		}
		order = Order{CustomerID: customer.ID}
		if err := tx.Create(&order).Error; err != nil {
			return err
		}
		item := OrderItem{OrderID: order.ID, ProductID: product.ID, Quantity: quantity}
		if err := tx.Create(&item).Error; err != nil {
			return err
		}
		if err := s.payments.Charge(ctx, order.ID, product.Price); err != nil {
			return err
		}
		return mediatr.Publish(ctx, &OrderPlaced{OrderID: order.ID, Email: customer.Email})
	})
	return &order, err
}
