package shop.payments;

import java.math.BigDecimal;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestTemplate;

@Component
public class PaymentClient {
    private final RestTemplate http = new RestTemplate();

    @Value("${payments.url}")
    private String url;

    public void charge(Long orderId, BigDecimal amount) {
        http.postForObject(url + "/charges", amount, String.class);
    }
}
