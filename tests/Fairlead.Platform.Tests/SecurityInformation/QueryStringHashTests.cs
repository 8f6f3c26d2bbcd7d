using Fairlead.Jira.SignIn;

namespace Fairlead.Platform.Tests.SecurityInformation;

/// <summary>The canonical request of Connect, as npm atlassian-jwt 2.0.3 makes it (run 2026-11-22 and 2026-11-29). THREATS T-21.</summary>
public sealed class QueryStringHashTests
{
    [Theory]
    [InlineData("GET", "/rest/security/1.0/linkedWorkspaces", "GET&/rest/security/1.0/linkedWorkspaces&", "887984441b5df7054cc8161b8bfeab471c8f544488707042cee400165e3cf571")]
    [InlineData("DELETE", "/rest/security/1.0/linkedWorkspaces/bulk?workspaceIds=111-222-333,444-555-666", "DELETE&/rest/security/1.0/linkedWorkspaces/bulk&workspaceIds=111-222-333%2C444-555-666", "2ac3fe41e5da35cef242b71bae201f1bf94d1ccdf114ee051df7419a8647169d")]
    [InlineData("GET", "/x?b=2&a=1&a=0&c=", "GET&/x&a=0,1&b=2&c=", "f4a9c598c79bb20462ad7a9af20b16a5cd882f027a6e531e7325668101a1e9a2")]
    public void The_vectors_of_atlassian_jwt_give_the_same_hash(string method, string target, string canonical, string hash)
    {
        Assert.Contains(canonical, QueryStringHash.CanonicalRequests(method, target));
        Assert.Equal(hash, QueryStringHash.Of(canonical));
    }

    [Theory]
    [InlineData("get", "/x?a=1&a-b=2", "GET&/x&a=1&a-b=2")]
    [InlineData("GET", "/x?a=1&a=a%20b", "GET&/x&a=1,a%20b")]
    [InlineData("GET", "/x?a=z&a=%C3%A9", "GET&/x&a=z,%C3%A9")]
    [InlineData("GET", "/a%2Fb?x=%2B+y&q=~!*()'", "GET&/a%2Fb&q=~%21%2A%28%29%27&x=%2B%20y")]
    [InlineData("GET", "/?", "GET&/&")]
    [InlineData("GET", "/x/?a", "GET&/x&a=")]
    [InlineData("GET", "/a&b", "GET&/a%26b&")]
    [InlineData("GET", "/x?jwt=abc&a=1", "GET&/x&a=1")]
    public void Encoding_slashes_ampersands_and_the_parameter_jwt_are_as_there(string method, string target, string canonical) =>
        Assert.Equal(canonical, QueryStringHash.CanonicalRequests(method, target)[0]);

    [Fact]
    public void A_path_counts_as_it_is_encoded_and_decoded_and_parameters_in_both_orders()
    {
        Assert.Equal(["GET&/v/a%20b&", "GET&/v/a b&"], QueryStringHash.CanonicalRequests("GET", "/v/a%20b"));
        // A decoded ampersand must not end the path.
        Assert.Equal(["GET&/v/a%26b&"], QueryStringHash.CanonicalRequests("GET", "/v/a%26b"));
        Assert.Equal(["GET&/v&z=2&%7B=1", "GET&/v&%7B=1&z=2"], QueryStringHash.CanonicalRequests("GET", "/v?z=2&%7B=1"));
    }

    [Fact]
    public void The_servers_own_path_is_no_part_of_it() => Assert.Equal(["GET&/x&"], QueryStringHash.CanonicalRequests("GET", "/fairlead/x", "/fairlead"));

    [Fact]
    public void Only_a_whole_hash_is_one_of_them()
    {
        var canonical = QueryStringHash.CanonicalRequests("GET", "/v/a%20b");
        Assert.All(canonical, c => Assert.True(QueryStringHash.IsOneOf(QueryStringHash.Of(c), canonical)));
        foreach (var wrong in (string[])["", QueryStringHash.Of(canonical[0])[..63], QueryStringHash.Of(canonical[0]).ToUpperInvariant(), QueryStringHash.Of("POST&/v/a%20b&")])
            Assert.False(QueryStringHash.IsOneOf(wrong, canonical));
    }
}
