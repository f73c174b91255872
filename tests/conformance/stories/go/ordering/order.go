package ordering

import "example.com/shop/customers"

type Order struct {
	ID         uint `gorm:"primaryKey"`
	CustomerID uint
	Customer   customers.Customer
	Items      []OrderItem
}

func (Order) TableName() string {
	return "orders"
}
