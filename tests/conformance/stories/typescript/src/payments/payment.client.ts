import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';

@Injectable()
export class PaymentClient {
  constructor(
    private readonly http: HttpService,
    private readonly config: ConfigService
  ) {}

  async charge(orderId: number, amount: number): Promise<void> {
    const url = this.config.get<string>('PAYMENTS_URL');
    await this.http.axiosRef.post(`${url}/charges`, { orderId, amount });
  }
}
