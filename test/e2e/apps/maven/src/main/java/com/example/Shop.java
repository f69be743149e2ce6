package com.example;

import org.apache.commons.codec.digest.DigestUtils;

public final class Shop {
  private static final String GREETING = "hello";

  public static void main(String[] arguments) {
    System.out.println(GREETING + " " + DigestUtils.md5Hex("shop"));
  }
}
