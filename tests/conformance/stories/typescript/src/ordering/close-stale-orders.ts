import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { OrderService } from './order.service';

@Injectable()
export class CloseStaleOrders {
  constructor(private readonly service: OrderService) {}

  @Cron('0 3 * * *')
  async closeStaleOrders(): Promise<void> {
    await this.service.closeStale();
  }
}
