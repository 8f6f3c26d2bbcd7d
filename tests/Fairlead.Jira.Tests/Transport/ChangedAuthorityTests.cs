using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Fairlead.Jira.Tests.Calls;

namespace Fairlead.Jira.Tests.Transport;

/// <summary>F023: a site's certificate comes from another authority than before. What a process trusts it learns from its environment.</summary>
public sealed class ChangedAuthorityTests
{
    private const string SiteVariable = "FAIRLEAD_TEST_TLS_SITE";
    private const string OutcomeVariable = "FAIRLEAD_TEST_TLS_OUTCOME";
    private static readonly byte[] Created = """{"id":"10001","key":"SEC-7","self":"x"}"""u8.ToArray();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_sent_until_the_new_authority_is_trusted()
    {
        using var before = new Authority("CN=Before");
        using var after = new Authority("CN=After");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var (certificate, requests) = (before.Site, 0);
        var serving = ServeAsync();

        await CreatesAsync("Committed", before);
        certificate = after.Site;
        await CreatesAsync("NotSent Tls", before);
        Assert.Equal(1, requests);
        await CreatesAsync("Committed", before, after);
        Assert.Equal(2, requests);
        await stop.CancelAsync();
        await serving;

        async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var socket = await listener.AcceptSocketAsync(stop.Token);
                    await AnswerAsync(socket, certificate, () => requests++, stop.Token);
                }
            }
            catch (OperationCanceledException)
            {
            }
        }

        async Task CreatesAsync(string outcome, params Authority[] trusted) =>
            await CreateInAChildAsync(new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}"), outcome, trusted);
    }

    /// <summary>Runs only as the child of the test above.</summary>
    [Fact(Explicit = true)]
    public async Task Creates_an_issue()
    {
        using var under = new ClientUnderTest(new Uri(Environment.GetEnvironmentVariable(SiteVariable)!));
        var (kind, cause) = OutcomeClassifierTests.Shape(await under.Client.Issues.CreateAsync(Sample.Draft, Ct));
        Assert.Equal(Environment.GetEnvironmentVariable(OutcomeVariable), $"{kind} {cause}".TrimEnd());
    }

    private static async Task AnswerAsync(Socket socket, X509Certificate2 certificate, Action onRequest, CancellationToken ct)
    {
        await using var tls = new SslStream(new NetworkStream(socket));
        try
        {
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, ct);
            if (await tls.ReadAsync(new byte[16_384], ct) == 0)
                return;
            onRequest();
            var head = $"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {Created.Length}\r\n\r\n";
            await tls.WriteAsync((byte[])[.. System.Text.Encoding.ASCII.GetBytes(head), .. Created], ct);
            await tls.ShutdownAsync();
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            // A client that does not trust the certificate leaves.
        }
    }

    private static async Task CreateInAChildAsync(Uri site, string outcome, IEnumerable<Authority> trusted)
    {
        var trust = Path.GetTempFileName();
        await File.WriteAllLinesAsync(trust, trusted.Select(a => a.Root.ExportCertificatePem()), Ct);
        string[] arguments =
            [typeof(ChangedAuthorityTests).Assembly.Location, "-explicit", "only", "-method", $"*{nameof(ChangedAuthorityTests)}.{nameof(Creates_an_issue)}"];
        using var child = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment = { ["SSL_CERT_FILE"] = trust, [SiteVariable] = site.AbsoluteUri, [OutcomeVariable] = outcome },
        })!;
        var output = await child.StandardOutput.ReadToEndAsync(Ct);
        await child.WaitForExitAsync(Ct);
        File.Delete(trust);
        Assert.True(child.ExitCode == 0, output);
    }

    /// <summary>An authority, and what it says of localhost.</summary>
    private sealed class Authority : IDisposable
    {
        public Authority(string name)
        {
            var now = TimeProvider.System.GetUtcNow();
            using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var root = new CertificateRequest(name, rootKey, HashAlgorithmName.SHA256);
            root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            Root = root.CreateSelfSigned(now.AddDays(-2), now.AddDays(30));
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var site = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("localhost");
            site.CertificateExtensions.Add(names.Build());
            using var signed = site.Create(Root, now.AddDays(-1), now.AddDays(20), [1, 2, 3]);
            using var whole = signed.CopyWithPrivateKey(key);
            Site = X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
        }

        public X509Certificate2 Root { get; }

        public X509Certificate2 Site { get; }

        public void Dispose()
        {
            Root.Dispose();
            Site.Dispose();
        }
    }
}
