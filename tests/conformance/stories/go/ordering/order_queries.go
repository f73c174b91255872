package ordering

import "context"

func (s *OrderService) Find(ctx context.Context, id string) (*Order, error) {
	var order Order
	err := s.db.WithContext(ctx).First(&order, id).Error
	return &order, err
}

func (s *OrderService) CloseStale() error {
	return s.db.Where("closed = ?", false).Delete(&Order{}).Error
}
