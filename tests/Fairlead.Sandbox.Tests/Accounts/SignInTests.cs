using System.Net.Http.Headers;
using Fairlead.Sandbox.Accounts;
using Fairlead.Sandbox.Faults;
using Fairlead.Sandbox.Tests.Driving;

namespace Fairlead.Sandbox.Tests.Accounts;

public sealed class SignInTests
{
    [Fact]
    public async Task Cloud_takes_a_token_at_the_site_and_a_scoped_one_only_behind_the_gateway()
    {
        await using var jira = await JiraDriver.StartAsync();
        var accounts = jira.Server.Accounts;
        Assert.Equal(200, (await jira.GetAsync("myself")).Status);
        var gateway = $"{jira.Server.GatewayUrl}/rest/api/3";
        Assert.Equal(401, (await jira.GetAsync($"{gateway}/myself")).Status);
        jira.SignIn = JiraDriver.Basic(accounts.Email, accounts.ScopedToken);
        Assert.Equal(401, (await jira.GetAsync("myself")).Status);
        var me = await jira.GetAsync($"{gateway}/myself");
        Assert.Equal(200, me.Status);
        Assert.StartsWith(gateway, (string?)me.Json["self"]);
        Assert.Equal(404, (await jira.GetAsync(gateway.Replace($"{accounts.CloudId}", $"{Guid.Empty}") + "/myself")).Status);
    }

    [Fact]
    public async Task Nobody_may_ask_for_server_information_only()
    {
        foreach (var edition in Enum.GetValues<SandboxEdition>())
        {
            await using var jira = await JiraDriver.StartAsync(edition);
            jira.SignIn = null;
            Assert.Equal(200, (await jira.GetAsync("serverInfo")).Status);
            Assert.Equal(401, (await jira.GetAsync("myself")).Status);
            Assert.Equal(401, (await jira.PostAsync("issue", "{}")).Status);
        }
    }

    [Fact]
    public async Task Client_credentials_give_a_bearer_that_ends_with_its_hour()
    {
        foreach (var edition in Enum.GetValues<SandboxEdition>())
        {
            var clock = new TestClock();
            await using var jira = await JiraDriver.StartAsync(new SandboxOptions { Edition = edition, TimeProvider = clock });
            var url = edition == SandboxEdition.Cloud ? $"{jira.Server.GatewayUrl}/rest/api/3/myself" : "myself";
            Assert.Equal(401, (await GrantAsync(jira, "wrong")).Status);
            var granted = await GrantAsync(jira, jira.Server.Accounts.ClientSecret);
            Assert.Equal(3600, (int)granted.Json["expires_in"]!);
            jira.SignIn = new AuthenticationHeaderValue("Bearer", (string?)granted.Json["access_token"]);
            Assert.Equal(200, (await jira.GetAsync(url)).Status);
            clock.Advance(TimeSpan.FromMinutes(61));
            Assert.Equal(401, (await jira.GetAsync(url)).Status);
        }
    }

    [Fact]
    public async Task Data_Center_takes_a_personal_token_and_until_version_11_a_password()
    {
        await using var ten = await JiraDriver.StartAsync(SandboxEdition.DataCenter);
        Assert.Equal(200, (await ten.GetAsync("myself")).Status);
        ten.SignIn = JiraDriver.Basic(ten.Server.Accounts.UserName, ten.Server.Accounts.Password);
        Assert.Equal(200, (await ten.GetAsync("myself")).Status);
        await using var eleven = await JiraDriver.StartAsync(
            new SandboxOptions { Edition = SandboxEdition.DataCenter, DataCenterVersion = new Version(11, 1, 0) });
        Assert.Equal(200, (await eleven.GetAsync("myself")).Status);
        eleven.SignIn = JiraDriver.Basic(eleven.Server.Accounts.UserName, eleven.Server.Accounts.Password);
        Assert.Equal(401, (await eleven.GetAsync("myself")).Status);
        Assert.Equal("11.1.0", (string?)(await eleven.GetAsync("serverInfo")).Json["version"]);
    }

    [Fact]
    public async Task Wrong_passwords_end_in_a_captcha()
    {
        await using var jira = await JiraDriver.StartAsync(SandboxEdition.DataCenter);
        jira.SignIn = JiraDriver.Basic("fairlead-bot", "wrong");
        for (var i = 0; i < 3; i++)
            Assert.Equal((401, "AUTHENTICATED_FAILED"), Reason(await jira.GetAsync("myself")));
        jira.SignIn = JiraDriver.Basic("fairlead-bot", jira.Server.Accounts.Password);
        var denied = await jira.GetAsync("myself");
        Assert.Equal((403, "AUTHENTICATION_DENIED"), Reason(denied));
        Assert.StartsWith("CAPTCHA_CHALLENGE", denied.Headers["X-Authentication-Denied-Reason"]);
        jira.Server.State.RestoreCredentials();
        Assert.Equal(200, (await jira.GetAsync("myself")).Status);
    }

    [Fact]
    public async Task Revoked_credentials_and_a_disabled_account_are_401_until_restored()
    {
        await using var jira = await JiraDriver.StartAsync();
        jira.Server.State.RevokeCredentials();
        var revoked = await jira.GetAsync("myself");
        Assert.Equal((401, "Client must be authenticated to access this resource."), (revoked.Status, (string?)revoked.Json["message"]));
        jira.Server.State.RestoreCredentials();
        jira.Server.State.DisableBot();
        Assert.Equal(401, (await jira.GetAsync("myself")).Status);
        jira.Server.State.RestoreCredentials();
        Assert.Equal(200, (await jira.GetAsync("myself")).Status);
        jira.Server.Faults.Add(null, null, new FaultBehaviour.Unauthorized());
        Assert.Equal(401, (await jira.GetAsync("myself")).Status);
    }

    [Fact]
    public async Task Cloud_wants_to_know_which_permissions_are_asked_for_and_Data_Center_tells_all()
    {
        await using var cloud = await JiraDriver.StartAsync();
        Assert.Equal(400, (await cloud.GetAsync("mypermissions")).Status);
        Assert.Equal("Unrecognized permission: NONE", (await cloud.GetAsync("mypermissions?permissions=NONE")).FirstMessage);
        cloud.Server.State.RemovePermission("EDIT_ISSUES", "SEC");
        var two = (await cloud.GetAsync("mypermissions?permissions=EDIT_ISSUES,CREATE_ISSUES&projectKey=SEC")).Json["permissions"]!.AsObject();
        Assert.Equal((2, false, true), (two.Count, (bool)two["EDIT_ISSUES"]!["havePermission"]!, (bool)two["CREATE_ISSUES"]!["havePermission"]!));
        await using var server = await JiraDriver.StartAsync(SandboxEdition.DataCenter);
        Assert.True((await server.GetAsync("mypermissions?permissions=EDIT_ISSUES")).Json["permissions"]!.AsObject().Count > 20);
    }

    [Fact]
    public async Task Below_a_context_path_nothing_else_is_served()
    {
        await using var jira = await JiraDriver.StartAsync(new SandboxOptions { Edition = SandboxEdition.DataCenter, ContextPath = "/jira" });
        Assert.EndsWith("/jira", jira.Server.BaseUrl.ToString());
        Assert.Equal(200, (await jira.GetAsync("myself")).Status);
        Assert.Equal(404, (await jira.GetAsync($"{jira.Server.BaseUrl.GetLeftPart(UriPartial.Authority)}/rest/api/2/myself")).Status);
    }

    [Fact]
    public void Credentials_are_new_at_each_start() =>
        Assert.NotEqual(SandboxAccounts.Generate().ApiToken, SandboxAccounts.Generate().ApiToken);

    private static (int Status, string Reason) Reason(JiraReply reply) => (reply.Status, reply.Headers["X-Seraph-LoginReason"]);

    private static Task<JiraReply> GrantAsync(JiraDriver jira, string secret)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = jira.Server.Accounts.ClientId,
            ["client_secret"] = secret,
        };
        return jira.SendAsync(HttpMethod.Post, jira.Server.TokenUrl.ToString(), with: r =>
        {
            r.Headers.Authorization = null;
            r.Content = jira.Server.Options.Edition == SandboxEdition.Cloud
                ? System.Net.Http.Json.JsonContent.Create(form)
                : new FormUrlEncodedContent(form);
        });
    }
}
