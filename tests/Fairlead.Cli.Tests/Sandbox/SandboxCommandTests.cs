using System.Text.Json;
using Fairlead.Cli.Sandbox;
using Fairlead.Sandbox;

namespace Fairlead.Cli.Tests.Sandbox;

public sealed class SandboxCommandTests
{
    [Theory]
    [InlineData(SandboxEdition.Cloud, "apiToken scopedToken clientSecret appClientSecret appRefreshToken administratorSecret")]
    [InlineData(SandboxEdition.DataCenter, "personalAccessToken password clientSecret administratorSecret")]
    public async Task A_script_is_told_every_way_to_sign_in(SandboxEdition edition, string names)
    {
        await using var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Edition = edition }, TestContext.Current.CancellationToken);
        var described = JsonSerializer.SerializeToNode(SandboxCommand.Described(sandbox), JsonSerializerOptions.Web)!;
        var accounts = JsonSerializer.SerializeToNode(sandbox.Accounts, JsonSerializerOptions.Web)!;
        Assert.All(names.Split(' '), name => Assert.Equal((string?)accounts[name], (string?)described[name]));
        Assert.Equal(sandbox.TokenUrl.ToString(), (string?)described["tokenUrl"]);
    }
}
