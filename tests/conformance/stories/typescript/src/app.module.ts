import { Module } from '@nestjs/common';
import { OrderPlacedHandler } from './notifications/order-placed.handler';
import { CloseStaleOrders } from './ordering/close-stale-orders';
import { OrderController } from './ordering/order.controller';
import { OrderService } from './ordering/order.service';
import { PaymentClient } from './payments/payment.client';

@Module({
  controllers: [OrderController],
  providers: [OrderService, PaymentClient, OrderPlacedHandler, CloseStaleOrders]
})
export class AppModule {}
