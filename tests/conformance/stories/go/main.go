package main

import (
	"github.com/gin-gonic/gin"
	"github.com/mehdihadeli/go-mediatr"

	"example.com/shop/notifications"
	"example.com/shop/ordering"
)

func main() {
	mediatr.RegisterNotificationHandler[*ordering.OrderPlaced](&notifications.OrderPlacedHandler{})
	router := gin.Default()
	controller := &ordering.OrderController{}
	controller.Register(router)
	router.Run()
}
