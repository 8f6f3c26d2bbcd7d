using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Tests.Calls;
using Fairlead.Jira.Transport;

namespace Fairlead.Jira.Tests.Transport;

/// <summary>F022: whatever is wrong before the connection is safe, nothing was sent.</summary>
public sealed class TlsAndProxyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("localhost", 30, "its authority is not one that this machine trusts")]
    [InlineData("localhost", -1, "it has expired or is not valid yet")]
    [InlineData("other.example", 30, "it is for another name")]
    public async Task A_certificate_that_cannot_be_trusted_gets_no_request(string name, int daysLeft, string why)
    {
        using var certificate = CertificateOf(name, daysLeft);
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var received = ServeAsync(listener, certificate);
        using var under = new ClientUnderTest(new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}"));
        var outcome = await under.Client.Issues.CreateAsync(Sample.Draft, Ct);
        listener.Stop();
        Assert.Equal(("NotSent", "Tls"), OutcomeClassifierTests.Shape(outcome));
        var said = Assert.IsType<JiraOutcome<CreatedIssue>.NotSent>(outcome).Message;
        Assert.StartsWith("The certificate cannot be trusted: ", said);
        Assert.Contains(why, said);
        Assert.DoesNotContain("SSL", said);
        Assert.Equal(0, await received);
    }

    [Theory]
    [InlineData(407, "The proxy wants to be signed in to (407).")]
    [InlineData(403, "The proxy does not allow this address (403).")]
    [InlineData(502, "The proxy makes no tunnel (status 502).")]
    public async Task A_proxy_that_refuses_the_tunnel_gets_no_request(int status, string said)
    {
        await using var proxy = ScriptedServer.Always(status, "");
        using var under = new ClientUnderTest(
            new Uri("https://jira.example.com"),
            transport: new JiraTransportOptions { Proxy = proxy.Url, Addresses = new() { AllowLoopback = true } });
        var outcome = await under.Client.Issues.CreateAsync(Sample.Draft, Ct);
        Assert.Equal(("NotSent", "Proxy"), OutcomeClassifierTests.Shape(outcome));
        Assert.Equal(said, Assert.IsType<JiraOutcome<CreatedIssue>.NotSent>(outcome).Message);
        Assert.All(proxy.Calls, c => Assert.Equal(("CONNECT", false), (c.Method, c.Headers.ContainsKey("Authorization"))));
    }

    [Fact]
    public async Task Plain_http_to_another_machine_is_refused_before_dialling()
    {
        // 192.0.2.1 is for documentation and answers nobody; the refusal comes at once.
        using var under = new ClientUnderTest(new Uri("http://192.0.2.1"));
        Assert.Equal(("NotSent", "AddressRefused"), OutcomeClassifierTests.Shape(await under.Client.Issues.CreateAsync(Sample.Draft, Ct)));
    }

    /// <returns>How many bytes of a request came through.</returns>
    private static async Task<int> ServeAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using var socket = await listener.AcceptSocketAsync(Ct);
        await using var tls = new SslStream(new NetworkStream(socket));
        try
        {
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, Ct);
            return await tls.ReadAsync(new byte[1000], Ct);
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            return 0;
        }
    }

    private static X509Certificate2 CertificateOf(string name, int daysLeft)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-30), now.AddDays(daysLeft));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
