package ordering

import "github.com/robfig/cron/v3"

type CloseStaleOrders struct {
	service *OrderService
}

func (j *CloseStaleOrders) Schedule(clock *cron.Cron) {
	clock.AddFunc("0 3 * * *", j.closeStaleOrders)
}

func (j *CloseStaleOrders) closeStaleOrders() {
	_ = j.service.CloseStale()
}
