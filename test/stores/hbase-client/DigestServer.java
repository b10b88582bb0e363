import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Base64;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;

/**
 * Logs clients in by a token as HBase's server does (the JDK's DIGEST-MD5, the realm "default", status and size before each
 * message), then answers one call with the name that was shown. Prints its port. The argument is the token's password.
 */
public final class DigestServer {
  public static void main(String[] args) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      System.out.println(server.getLocalPort());
      while (true) {
        try (Socket socket = server.accept()) {
          serve(new DataInputStream(socket.getInputStream()), new DataOutputStream(socket.getOutputStream()), args[0]);
        }
      }
    }
  }

  private static void serve(DataInputStream in, DataOutputStream out, String password) throws Exception {
    in.readNBytes(6);
    String[] user = new String[1];
    SaslServer sasl = Sasl.createSaslServer("DIGEST-MD5", null, "default", Map.of(Sasl.QOP, "auth"), callbacks -> {
      for (Callback callback : callbacks) {
        if (callback instanceof NameCallback name) user[0] = name.getDefaultName();
        else if (callback instanceof PasswordCallback secret)
          secret.setPassword(Base64.getEncoder().encodeToString(password.getBytes()).toCharArray());
        else if (callback instanceof RealmCallback realm) realm.setText(realm.getDefaultText());
        else if (callback instanceof AuthorizeCallback authorize) authorize.setAuthorized(true);
      }
    });
    while (!sasl.isComplete()) {
      byte[] reply;
      try {
        reply = sasl.evaluateResponse(in.readNBytes(in.readInt()));
      } catch (SaslException error) {
        out.writeInt(1);
        writeText(out, error.getClass().getName());
        writeText(out, String.valueOf(error.getMessage()));
        return;
      }
      out.writeInt(0);
      out.writeInt(reply.length);
      out.write(reply);
    }
    in.readNBytes(in.readInt());
    in.readNBytes(in.readInt());
    byte[] id = user[0].getBytes();
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.write(new byte[] {2, 8, 1, (byte) (id.length + 2), 10, (byte) id.length});
    answer.write(id);
    out.writeInt(answer.size());
    out.write(answer.toByteArray());
    out.flush();
    in.read();
  }

  private static void writeText(DataOutputStream out, String text) throws Exception {
    out.writeInt(text.getBytes().length);
    out.write(text.getBytes());
  }
}
