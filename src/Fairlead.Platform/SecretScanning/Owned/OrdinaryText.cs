using System.Text;
using Fairlead.Secrets;

namespace Fairlead.Platform.SecretScanning.Owned;

/// <summary>
/// Lines as people and programs write them into issues, without a secret. A rule that finds something in many of them would find something nearly everywhere
/// (THREATS T-59).
/// </summary>
internal static class OrdinaryText
{
    /// <summary>Of a hundred lines.</summary>
    public const int MaxShare = 20;

    private static readonly byte[][] Lines =
    [
        .. """
        Steps to reproduce
        1. Open the settings page as an administrator and choose "Export".
        2. Wait until the progress bar is at 100 %, then reload the page.
        Expected: the file is downloaded. Actual: the page stays empty.
        It happens in Firefox 131 and Chrome 128 on Windows 11, not on macOS 14.6.
        As a project lead I want to see who changed a due date, so that I can ask.
        Acceptance criteria
        * The list shows at most 50 entries to a page
        * An empty list says so
        Thanks, that works for me now. Closing.
        @maria could you have a look at this before Thursday?
        See also PROJ-1234 and the page https://wiki.example.org/display/OPS/Runbook
        Best regards, Jonas
        h3. Environment
        {code:java}
        public Optional<Order> findOrder(long orderId, Locale locale) {
            return repository.findById(orderId).map(order -> order.withLocale(locale));
        }
        {code}
        || Host || Version || State ||
        | build-07.internal | 4.18.2 | running |
        | build-11.internal | 4.18.1 | stopped since 2024-03-17 |
        2024-03-17 08:15:42,318 INFO  [main] o.e.jetty.server.Server - Started @2318ms
        2024-03-17 08:15:43,007 WARN  [http-nio-8080-exec-4] c.a.s.PoolMonitor - pool is at 92 %
        2024-03-17T08:16:01Z ERROR worker/3 request failed: status=502 duration=1204ms path=/api/v2/orders/88213
        Caused by: java.lang.IllegalStateException: no connection could be obtained within 30000 ms
            at com.example.shop.orders.OrderService.submit(OrderService.java:217)
            at org.springframework.web.servlet.FrameworkServlet.service(FrameworkServlet.java:885)
            ... 41 more
        Traceback (most recent call last):
          File "/usr/lib/python3.11/site-packages/requests/sessions.py", line 703, in send
        requests.exceptions.ReadTimeout: HTTPConnectionPool(host='10.20.4.17', port=8080): Read timed out.
        commit 9f2c1e7a4b8d3056c1f2e9a7b6d5c4e3f2a1b0c9
        Merge branch 'release/4.18' into main
        diff --git a/src/orders/index.ts b/src/orders/index.ts
        -    const total = items.reduce((sum, item) => sum + item.price, 0);
        +    const total = items.reduce((sum, item) => sum + item.price * item.count, 0);
        npm WARN deprecated har-validator@5.1.5: this library is no longer supported
        added 1184 packages, and audited 1185 packages in 38s
        {"level":"info","service":"billing","requestId":"b7c1d2e3-0f4a-4b5c-8d6e-7f8091a2b3c4","took":38}
        SELECT id, name, created_at FROM customers WHERE region = 'EMEA' ORDER BY name LIMIT 20;
        kubectl -n shop get pods --field-selector=status.phase!=Running
        docker run --rm -p 8080:8080 registry.example.org/shop/orders:4.18.2
        <dependency><groupId>org.example</groupId><artifactId>orders</artifactId><version>4.18.2</version></dependency>
        GET /rest/api/2/issue/PROJ-1234?fields=summary,status HTTP/1.1
        Content-Type: application/json; charset=utf-8
        sha256: 3b1f8e0d6c5a49728190a1b2c3d4e5f60718293a4b5c6d7e8f9012a3b4c5d6e7
        The meeting moved to 14:30 in room 4.12; dial-in as always.
        Cost estimate: 3,400.00 EUR for 12 months, without tax.
        Customer number 10048812, contract ends 31.12.2025.
        Phone +49 30 1234 5678, office hours 9-17.
        Screenshot attached (screenshot-2024-03-17-at-08.15.42.png).
        WONTFIX: this is how the vendor's API behaves, see their release notes.
        Priority raised to High, because two customers are waiting.
        Estimated 3 story points, sprint 42.
        Blocked by the migration of the database to version 15.
        Rolled back to 4.18.1 at 09:40, error rate is back below 0.1 %.
        Memory: heap 1.8 GB of 2 GB, 412 threads, 38 s in GC over the last minute.
        env: staging, region eu-central-1, zone b
        Tested by QA on 17/Mar/24 8:15 AM.
        """.ReplaceLineEndings("\n").Split('\n').Select(line => Encoding.UTF8.GetBytes(line)),
    ];

    /// <returns>In how many of a hundred lines the rule finds something.</returns>
    public static int ShareOf(SecretRule rule)
    {
        var (scanner, matches) = (new SecretScanner(new SecretRuleSet([rule])), new SecretMatches { ShowsTrials = true });
        var count = 0;
        foreach (var line in Lines)
        {
            scanner.Scan(line, matches);
            count += matches.Count > 0 ? 1 : 0;
        }

        return 100 * count / Lines.Length;
    }
}
