package org.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Places")
class PlacesTest {
    private final Map<String, String> properties = new HashMap<>(Map.of("user.home", "/home/ann", "os.name", "Linux"));
    private final Map<String, String> environment = new HashMap<>();

    @Test
    @DisplayName("take the cache from the property, else the environment, else the platform's usual place")
    void cache() {
        assertThat(places().cache()).isEqualTo(Path.of("/home/ann/.cache/espalier/data"));
        environment.put("XDG_CACHE_HOME", "/caches");
        assertThat(places().cache()).isEqualTo(Path.of("/caches/espalier/data"));
        properties.put("os.name", "Mac OS X");
        assertThat(places().cache()).isEqualTo(Path.of("/home/ann/Library/Caches/espalier/data"));
        properties.put("os.name", "Windows 11");
        assertThat(places().cache()).isEqualTo(Path.of("/home/ann/AppData/Local/espalier/data"));
        assertThat(places().npm()).containsExactly("npm.cmd");
        environment.put("ESPALIER_DATA", "/from/environment");
        assertThat(places().cache()).isEqualTo(Path.of("/from/environment"));
        properties.put("espalier.data", "/from/property");
        assertThat(places().cache()).isEqualTo(Path.of("/from/property"));
    }

    @Test
    @DisplayName("are offline when the property or the environment says so")
    void offline() {
        assertThat(places().offline()).isFalse();
        environment.put("ESPALIER_OFFLINE", "1");
        assertThat(places().offline()).isTrue();
        properties.put("espalier.offline", "false");
        assertThat(places().offline()).isFalse();
        properties.put("espalier.offline", "TRUE");
        assertThat(places().offline()).isTrue();
    }

    @Test
    @DisplayName("look for node_modules where npm puts them")
    void nodeModules() {
        environment.put("NODE_PATH", "/a" + File.pathSeparator + "/b");
        assertThat(places().nodeModules())
                .startsWith(Path.of("/a"), Path.of("/b"), Path.of("node_modules"), Path.of("/home/ann/node_modules"))
                .contains(Path.of("/usr/lib/node_modules"));
    }

    private Places places() {
        return Places.from(properties::get, environment::get);
    }
}
