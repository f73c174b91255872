package ordering

import "example.com/shop/catalog"

type OrderItem struct {
	ID        uint `gorm:"primaryKey"`
	OrderID   uint
	ProductID uint
	Product   catalog.Product
	Quantity  int
}

func (OrderItem) TableName() string {
	return "order_items"
}
