package interop;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Collections;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.security.core.SpringSecurityCoreVersion;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.JdbcOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenClaimsContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/** Spring Authorization Server as Spring Boot sets it up, with keys and tokens that a restart finds again. */
@SpringBootApplication
public class Server {

  public static void main(String[] args) {
    System.out.println("This is " + SpringSecurityCoreVersion.getVersion());
    SpringApplication.run(Server.class, args);
  }

  /** The file is read each time, so that whoever writes it rotates the keys. */
  @Bean
  JWKSource<SecurityContext> jwkSource(@Value("${interop.keys}") Path file) {
    return (selector, context) -> {
      try {
        return selector.select(JWKSet.load(file.toFile()));
      } catch (IOException cause) {
        throw new UncheckedIOException(cause);
      } catch (ParseException cause) {
        throw new IllegalStateException(cause);
      }
    };
  }

  /** The first key of the file signs. */
  @Bean
  JwtEncoder jwtEncoder(JWKSource<SecurityContext> keys) {
    NimbusJwtEncoder encoder = new NimbusJwtEncoder(keys);
    encoder.setJwkSelector((found) -> found.get(0));
    return encoder;
  }

  @Bean
  OAuth2AuthorizationService authorizations(JdbcOperations database, RegisteredClientRepository clients) {
    return new JdbcOAuth2AuthorizationService(database, clients);
  }

  /** Only of the client `typed`, as the documents of Spring show it for others. */
  @Bean
  OAuth2TokenCustomizer<JwtEncodingContext> customizer(@Value("${interop.audience}") String audience) {
    return (context) -> {
      boolean isTyped = context.getRegisteredClient().getClientId().equals("typed");
      if (!isTyped || !OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) return;
      context.getJwsHeader().type("at+jwt");
      context.getClaims().audience(Collections.singletonList(audience)).claim("client_id", "typed");
    };
  }

  /** Opaque tokens of the client `others-opaque` are for another API. */
  @Bean
  OAuth2TokenCustomizer<OAuth2TokenClaimsContext> opaqueCustomizer(@Value("${interop.other-audience}") String audience) {
    return (context) -> {
      if (context.getRegisteredClient().getClientId().equals("others-opaque")) {
        context.getClaims().audience(Collections.singletonList(audience));
      }
    };
  }
}
