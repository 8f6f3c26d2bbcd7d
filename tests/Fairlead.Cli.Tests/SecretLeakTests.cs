using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Cli.Tests;

/// <summary>THREATS T-41, T-70, T-73: every secret there is, through use and failure, and then a search for it in all that was written.</summary>
public sealed class SecretLeakTests
{
    private const string Password = "correct-horse-battery-canary";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_secret_is_in_the_log_or_in_the_data()
    {
        await using var team = await ConnectedTeam.StartAsync(Ct);
        var token = (await team.Fairlead.RunAsync("token", "create", "canary", "--role", "administrator")).Succeeded().Trim();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = team.Server.Address };
        var code = team.Server.Log.First(l => l.Contains("setup?code=", StringComparison.Ordinal)).Split("code=")[1].Trim();
        using var setUp = await http.PostAsync(
            "setup", new FormUrlEncodedContent([new("code", code), new("name", "admin"), new("password", Password)]), Ct);
        Assert.Equal(HttpStatusCode.SeeOther, setUp.StatusCode);
        var session = Assert.Single(setUp.Headers.GetValues("Set-Cookie")).Split(';')[0].Split('=')[1];

        // A password as a name, a token that is cut, a secret in an address, a site that fails and then refuses.
        await http.PostAsync("sign-in", new FormUrlEncodedContent([new("name", Password), new("password", Password)]), Ct);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        await http.GetAsync($"api/v1/findings?token={token}", Ct);
        await http.PostAsync(
            "api/v1/connections",
            new StringContent($$"""{"name":"x","baseUrl":"https://user:{{Password}}@jira.example","credential":{"kind":"personalAccessToken","secret":"{{Password}}"},"more":"{{Password}}"}""", Encoding.UTF8, "application/json"),
            Ct);
        team.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.Drop(FaultTime.BeforeCommit));
        await team.Fairlead.RunAsync("apply");
        team.Sandbox.State.RevokeCredentials();
        await team.Fairlead.RunAsync("connection", "test", "team");
        team.Server.Signal("-TERM");
        Assert.Equal(0, await team.Server.ExitCodeAsync());

        var data = Path.Combine(team.Fairlead.Home, "share", "fairlead");
        var key = (await File.ReadAllTextAsync(Path.Combine(data, "master.key"), Ct)).Trim();
        string[] secrets = [team.Sandbox.Accounts.ApiToken, token, session, Password, key];
        // The code is printed once, where it is meant to be read.
        var log = string.Join('\n', team.Server.Log.Where(l => !l.Contains("setup?code=", StringComparison.Ordinal)));
        Assert.All([.. secrets, code], s => Assert.DoesNotContain(s, log, StringComparison.Ordinal));
        foreach (var file in Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "master.key"))
        {
            var bytes = await File.ReadAllBytesAsync(file, Ct);
            foreach (var secret in (string[])[.. secrets, code])
                Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"{Path.GetFileName(file)} holds a secret of {secret.Length} characters.");
        }
    }
}
