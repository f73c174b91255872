import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { OrderService } from './order.service';
import type { Order } from './order.entity';

interface PlaceOrder {
  customerId: number;
  productId: number;
  quantity: number;
}

@Controller('orders')
export class OrderController {
  constructor(private readonly service: OrderService) {}

  @Post()
  placeOrder(@Body() body: PlaceOrder): Promise<Order> {
    return this.service.place(body.customerId, body.productId, body.quantity);
  }

  @Get(':id')
  getOrder(@Param('id') id: number): Promise<Order> {
    return this.service.find(id);
  }
}
