package dev.weir.check;

import dev.weir.settings.Finding;
import dev.weir.settings.ListenAddresses;
import dev.weir.settings.SettingsLocation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;

/** Checks that the ports of the gateway are free. */
public final class PortCheck {
    private PortCheck() {}

    /** Returns a fault for each busy port, where Quarkus would end with a stack trace. */
    public static List<Finding> findings(SettingsLocation location) {
        return ListenAddresses.of(location).stream()
                .filter(address -> address.port() != 0 && isBusy(address))
                .map(address -> Finding.fault(
                        address.setting(),
                        "port " + address.port() + " is busy, or this process may not listen on it",
                        "Stop what uses it, or set another port."))
                .toList();
    }

    private static boolean isBusy(ListenAddresses.Address address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address.host(), address.port()));
            return false;
        } catch (IOException _) {
            return true;
        }
    }
}
