package ordering

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

type OrderController struct {
	service *OrderService
}

type placeOrder struct {
	CustomerID uint `json:"customer_id"`
	ProductID  uint `json:"product_id"`
	Quantity   int  `json:"quantity"`
}

func (c *OrderController) Register(router *gin.Engine) {
	orders := router.Group("/orders")
	orders.POST("", c.placeOrder)
	orders.GET("/:id", c.getOrder)
}

func (c *OrderController) placeOrder(g *gin.Context) {
	var body placeOrder
	if err := g.ShouldBindJSON(&body); err != nil {
		g.Status(http.StatusBadRequest)
		return
	}
	order, _ := c.service.Place(g, body.CustomerID, body.ProductID, body.Quantity)
	g.JSON(http.StatusCreated, order)
}

func (c *OrderController) getOrder(g *gin.Context) {
	order, _ := c.service.Find(g, g.Param("id"))
	g.JSON(http.StatusOK, order)
}
